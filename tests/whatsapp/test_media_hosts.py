import pytest

from whatsapp.media_hosts import ForbiddenHostError, check_media_url

BASE = "http://127.0.0.1:8000/sandbox/graph"


@pytest.mark.parametrize(
    "url",
    [
        "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1&hash=x",
        "https://LOOKASIDE.fbsbx.com/x",
        "https://lookaside.fbsbx.com:443/x",
        "https://mmg.whatsapp.net/x",
        "https://scontent.xx.fbcdn.net/x",
        "https://graph.facebook.com/x",
        "http://127.0.0.1:8000/sandbox/graph/media/1",
    ],
)
def test_metas_own(url: str) -> None:
    check_media_url(url, BASE)


@pytest.mark.parametrize(
    "url",
    [
        "http://lookaside.fbsbx.com/x",
        "https://lookaside.fbsbx.com:8443/x",
        "https://fbsbx.com.example.org/x",
        "https://evilfbsbx.com/x",
        "https://user@lookaside.fbsbx.com/x",
        "https://lookaside.fbsbx.com@example.org/x",
        "https://example.org\\@lookaside.fbsbx.com/x",
        "https://example.org\\.fbsbx.com/x",
        "https://example.org/.fbsbx.com",
        "https://example.org?.fbsbx.com",
        "https://example.org#.fbsbx.com",
        "https://127.0.0.1:8000/x",
        "http://127.0.0.1:8001/x",
        "http://127.0.0.1/x",
        "http://localhost:8000/x",
        "http://169.254.169.254/latest",
        "https://[::1]/x",
        "https://[::1/x",
        "https://lookaside.fbsbx.com:port/x",
        "https://lookaside.fbsbx.com:99999/x",
        "ftp://lookaside.fbsbx.com/x",
        "gopher://lookaside.fbsbx.com/x",
        "//lookaside.fbsbx.com/x",
        "https://fbsbx。com/x",
        "https://lookaside.fbsbx.com/\r\nX: 1",
        "https://lookaside.fbsbx.com/\t",
        "https:///x",
        "",
    ],
)
def test_everybody_elses(url: str) -> None:
    with pytest.raises(ForbiddenHostError) as caught:
        check_media_url(url, BASE)
    assert not url or url not in str(caught.value)
