"""The model of langid 1.1.6 as plain arrays, and the scores it gives a text. Knows nothing of news.

langid finds 7,480 byte sequences of length one to four with a state machine walked in a Python loop and then
multiplies a dense matrix, in BLAS threads that cost a busy machine far more than they bring. The same counts come
from three table look-ups on whole arrays, and the scores only need the rows that occur: the labels are langid's,
six times faster, without BLAS and without langid's global state.

Unpacking langid's own model costs 1.3 CPU-seconds and 130 MB at its peak, so the arrays are kept in one file beside
our compiled bytecode, where Python keeps what it derives from source (and written even where bytecode is not). Nobody
has to trust that file: its SHA-256 must be `MODEL_SHA256`, else it is ignored and built anew from the installed
langid. Where it cannot be written, every process builds its own.
"""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

import numpy as np

from wireroom.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LANGID = "langid 1.1.6"
MODEL_SHA256 = "d83e6aad73256c3b73020120a92a77423627b3661e18728e10f06af04711a939"  # of the payload of `build`
PADDING = b"\xff\xff\xff"  # a feature has up to four bytes; 0xFF is in none of them and in no UTF-8
CHUNK_BYTES = 1 << 16  # bounds the memory of one walk to some megabytes, however long the text is


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """langid's naive Bayes model and the tables that find its features. All arrays are read-only.

    A node stands for a prefix of a feature; 0 is "no such prefix", and features are numbered from 1 in the tables.
    """

    languages: NDArray[np.bytes_]  #: (97,) codes, in langid's order
    weights: NDArray[np.float32]  #: (7480, 97) log-probability of a feature in a language
    priors: NDArray[np.float32]  #: (97,) log of langid's training documents per language
    feature_1: NDArray[np.uint16]  #: (256,) feature of a byte
    node_2: NDArray[np.uint16]  #: (65536,) node of two bytes
    feature_2: NDArray[np.uint16]  #: feature of a node of two bytes
    node_3: NDArray[np.uint16]  #: (nodes of two bytes * 256,) node of three bytes
    feature_3: NDArray[np.uint16]  #: feature of a node of three bytes
    feature_4: NDArray[np.uint16]  #: (nodes of three bytes * 256,) feature of four bytes


# How the arrays lie in the file, one after another, little-endian.
LAYOUT: dict[str, tuple[str, tuple[int, ...]]] = {
    "languages": ("S2", (97,)),
    "weights": ("<f4", (7480, 97)),
    "priors": ("<f4", (97,)),
    "feature_1": ("<u2", (256,)),
    "node_2": ("<u2", (65536,)),
    "feature_2": ("<u2", (3241,)),
    "node_3": ("<u2", (829696,)),
    "feature_3": ("<u2", (2985,)),
    "feature_4": ("<u2", (764160,)),
}


def load(cache: Path | None = None) -> Model:
    """The model: from the cache file where that is sound, else from the installed langid (and then cached).

    Raises PermanentError where the installed langid carries another model than 1.1.6.
    """
    cache = cache or default_cache()
    payload = _read(cache)
    if payload is None:
        payload = build()
        if sha256(payload).hexdigest() != MODEL_SHA256:
            raise PermanentError("the installed langid does not carry the model of langid 1.1.6: install the lock file")
        _write(cache, payload)
    return _parse(payload)


def default_cache() -> Path:
    """Beside the bytecode of this module, where PYTHONPYCACHEPREFIX is honoured too."""
    return Path(cache_from_source(__file__)).with_name("langid-1.1.6.model")


def scores(model: Model, data: bytes) -> tuple[NDArray[np.float64], int]:
    """(97,) log-likelihood of `data` in each language, without langid's priors, and the number of features found.

    With `model.priors` added it is what langid itself calls the score. Linear in time, bounded in memory.
    """
    padded = data + PADDING
    counts = np.zeros(len(model.weights) + 1, np.intp)
    for begin in range(0, len(data), CHUNK_BYTES):
        numbers, _, _ = _numbers(model, padded[begin : begin + CHUNK_BYTES + len(PADDING)])
        counts += np.bincount(numbers, minlength=len(counts))
    rows = np.flatnonzero(counts[1:] > 0)
    times = counts[1:][rows]
    # einsum without `optimize` never calls BLAS; in doubles, as langid's own product is
    return np.einsum("i,ij->j", times.astype(np.float64), model.weights[rows].astype(np.float64)), int(times.sum())


def scores_of_pieces(model: Model, pieces: Sequence[bytes]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """(pieces, 97) log-likelihoods and (pieces,) numbers of features: one walk over all pieces."""
    features, starts = _occurrences(model, PADDING[:1].join(pieces) + PADDING)
    owner = np.repeat(np.arange(len(pieces)), [len(piece) + 1 for piece in pieces])[starts]
    order = np.argsort(owner, kind="stable")
    found = np.bincount(owner, minlength=len(pieces))
    sums = np.zeros((len(pieces), model.weights.shape[1]))
    full = np.flatnonzero(found)
    if len(full):
        first = (np.cumsum(found) - found)[full]
        sums[full] = np.add.reduceat(model.weights[features[order]], first, axis=0)
    return sums, found


def _occurrences(model: Model, window: bytes) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Row of `weights` and start of every feature in `window` that does not start in its last three bytes."""
    numbers, at_2, at_3 = _numbers(model, window)
    found = np.flatnonzero(numbers > 0)
    starts = np.concatenate((np.arange(len(window) - len(PADDING)), at_2, at_3, at_3))
    return numbers[found].astype(np.intp) - 1, starts[found]


def _numbers(model: Model, window: bytes) -> tuple[NDArray[np.uint16], NDArray[np.intp], NDArray[np.intp]]:
    """Features by number: one more than their row of `weights`, 0 for what is none.

    First the strings of one byte at every place, then those of two bytes at the places given second, then those of
    three and those of four bytes at the places given third.
    """
    code = np.frombuffer(window, np.uint8).astype(np.intp)
    length = len(code) - len(PADDING)
    node_2 = model.node_2[code[:length] << 8 | code[1 : length + 1]]
    at_2 = np.flatnonzero(node_2 > 0)  # of booleans it is several times faster than of numbers
    node_2 = node_2[at_2].astype(np.intp)
    node_3 = model.node_3[node_2 << 8 | code[at_2 + 2]]
    deep = np.flatnonzero(node_3 > 0)
    at_3, node_3 = at_2[deep], node_3[deep].astype(np.intp)
    feature_4 = model.feature_4[node_3 << 8 | code[at_3 + 3]]
    numbers = np.concatenate(
        (model.feature_1[code[:length]], model.feature_2[node_2], model.feature_3[node_3], feature_4)
    )
    return numbers, at_2, at_3


def build() -> bytes:
    """The arrays of the installed langid as one payload. Costs 1.5 CPU-seconds."""
    from langid.langid import LanguageIdentifier, model  # noqa: PLC0415  # 0.1 s, and only where no cache helps

    theirs = LanguageIdentifier.from_modelstring(model)  # a private instance: the module-level one is shared state
    features = _feature_strings(np.asarray(theirs.tk_nextmove).reshape(-1, 256), theirs.tk_output)
    number = {string: row + 1 for row, string in enumerate(features)}
    nodes = {
        depth: {prefix: at + 1 for at, prefix in enumerate(sorted({s[:depth] for s in features if len(s) >= depth}))}
        for depth in (1, 2, 3, 4)
    }

    def features_of(depth: int) -> NDArray[np.uint16]:
        table = np.zeros(len(nodes[depth]) + 1, "<u2")
        for prefix, node in nodes[depth].items():
            table[node] = number.get(prefix, 0)
        return table

    def steps_to(depth: int, value: dict[bytes, int]) -> NDArray[np.uint16]:
        table = np.zeros((len(nodes[depth - 1]) + 1) * 256, "<u2")
        for prefix in nodes[depth]:
            table[nodes[depth - 1][prefix[:-1]] << 8 | prefix[-1]] = value[prefix]
        return table

    feature_1, node_2 = np.zeros(256, "<u2"), np.zeros(65536, "<u2")
    for prefix in nodes[1]:
        feature_1[prefix[0]] = number.get(prefix, 0)
    for prefix, node in nodes[2].items():
        node_2[prefix[0] << 8 | prefix[1]] = node
    arrays: dict[str, NDArray[np.generic]] = {
        "languages": np.array([str(code) for code in theirs.nb_classes], "S2"),
        "weights": np.asarray(theirs.nb_ptc, "<f4"),
        "priors": np.asarray(theirs.nb_pc, "<f4"),
        "feature_1": feature_1,
        "node_2": node_2,
        "feature_2": features_of(2),
        "node_3": steps_to(3, nodes[3]),
        "feature_3": features_of(3),
        "feature_4": steps_to(4, number),
    }
    return b"".join(np.ascontiguousarray(arrays[name]).tobytes() for name in LAYOUT)


def _feature_strings(moves: NDArray[np.generic], outputs: dict[int, tuple[int, ...]]) -> list[bytes]:
    """The byte string of each feature, read off langid's state machine: the shortest way to a state that reports it."""
    path: dict[int, bytes] = {0: b""}
    queue = deque([0])
    while queue:
        state = queue.popleft()
        for byte, target in enumerate(moves[state].tolist()):
            if target not in path:
                path[target] = path[state] + bytes((byte,))
                queue.append(target)
    strings: dict[int, bytes] = {}
    for state, features in outputs.items():
        for feature in features:
            if feature not in strings or len(path[state]) < len(strings[feature]):
                strings[feature] = path[state]
    return [strings[feature] for feature in range(len(strings))]


def _read(cache: Path) -> bytes | None:
    try:
        if not cache.is_file():
            return None
        with cache.open("rb") as file:
            payload = file.read(_SIZE + 1)
    except OSError:
        return None
    return payload if sha256(payload).hexdigest() == MODEL_SHA256 else None


def _write(cache: Path, payload: bytes) -> None:
    with suppress(OSError):  # a read-only installation, a full disk: the next process builds again
        cache.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=cache.parent, prefix=f".{cache.name}.", delete=False) as file:
            partial = Path(file.name)
            try:
                file.write(payload)
                file.flush()
                partial.chmod(0o644)
                partial.replace(cache)  # whole or not at all
            except BaseException:
                partial.unlink(missing_ok=True)
                raise


def _parse(payload: bytes) -> Model:
    arrays: dict[str, NDArray[np.generic]] = {}
    begin = 0
    for name, (kind, shape) in LAYOUT.items():
        count = int(np.prod(shape))
        arrays[name] = np.frombuffer(payload, kind, count, begin).reshape(shape)  # a view of bytes: read-only
        begin += arrays[name].nbytes
    return Model(**arrays)  # pyright: ignore[reportArgumentType]


_SIZE = sum(int(np.prod(shape)) * np.dtype(kind).itemsize for kind, shape in LAYOUT.values())
