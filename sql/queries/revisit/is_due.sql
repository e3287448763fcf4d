-- Is any article due to be looked at again? Cheap, so that it can be asked often.
SELECT EXISTS(SELECT FROM news.article_check WHERE next_check_at <= NOW()) AS is_due
