"""Is a fifth or more of a text in another language? Judged piece by piece over its beginning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from wireroom.read.language_detector import temperature
from wireroom.read.language_model import scores_of_pieces

if TYPE_CHECKING:
    from wireroom.read.language_detector import Detector

HEAD_CHARACTERS = 4000
PIECE_BYTES = 120  # at least; shorter sentences are joined to the next, so that each piece has some twenty words
LEAST_PIECES = 3
MOST_PIECES = 40  # bounds the cost where a character has three bytes; 4,000 Latin characters make 33
MIXED_SHARE = 0.17  # of the bytes; a fifth of the text measures a little less, because pieces straddle the border
SURE = 0.95  # how probable its language must be for a piece to count as foreign
IMPROBABLE = 0.01  # and how improbable the main language of the text in it

# a sentence, or three hundred characters of a script that does not mark them
_SENTENCE = re.compile(r"[^\n.!?。！？।؟]{1,300}[\n.!?。！？।؟]*\s*")


def main_part(detector: Detector, text: str) -> tuple[str, bool]:
    """The beginning of `text` without what is surely in another language than most of it, and whether it is mixed.

    It is mixed where at least a fifth, measured in bytes, is in one other language. Languages that langid mixes up
    count as one: a Bosnian sentence in a Croatian article is no other language.
    """
    pieces = pieces_of(text)
    if len(pieces) < LEAST_PIECES:
        return text, False
    encoded = [piece.encode("utf-8", "replace") for piece in pieces]
    raw, found = scores_of_pieces(detector.model, encoded)
    scaled = raw / temperature(found)[:, None]
    odds = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    shares = np.zeros((len(detector.names), len(pieces)))
    np.add.at(shares, detector.kin, odds.T / odds.sum(axis=1))
    best, sizes = shares.argmax(axis=0), np.array([len(piece) for piece in encoded])
    main = int(np.bincount(best, sizes).argmax())
    foreign = (best != main) & (shares.max(axis=0) >= SURE) & (shares[main] <= IMPROBABLE)
    if not foreign.any():
        return text, False
    mixed = bool(np.bincount(best, sizes * foreign).max() >= MIXED_SHARE * sizes.sum())
    kept = best == main if mixed else ~foreign
    return " ".join(piece for piece, keep in zip(pieces, kept.tolist(), strict=True) if keep), mixed


def pieces_of(text: str) -> list[str]:
    """The beginning of a text in pieces of whole sentences, each but the last of at least PIECE_BYTES bytes."""
    pieces: list[str] = []
    piece = ""
    for sentence in _SENTENCE.findall(text[:HEAD_CHARACTERS]):
        piece += sentence
        if len(piece) >= PIECE_BYTES or len(piece.encode("utf-8", "replace")) >= PIECE_BYTES:
            pieces.append(piece)
            piece = ""
            if len(pieces) == MOST_PIECES:
                break
    if piece:
        pieces.append(piece)
    return pieces
