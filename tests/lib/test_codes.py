import base64

import pytest

from lambinh.lib.totp import code_at

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("moment", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (2000000000, "279037")],
)
def test_the_code_is_that_of_the_standard(moment: int, code: str) -> None:
    """The last six digits of the values in appendix B of RFC 6238."""
    assert code_at(SECRET, moment) == code
