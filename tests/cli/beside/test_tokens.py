"""Who acts is proved by a token of their own."""

from pathlib import Path

from tests.cli.commands import Run, Up


def test_a_token_file_that_others_can_read_is_no_proof(
    staffed: Up, beside: Run, tmp_path: Path
) -> None:
    token = tmp_path / "psso.diaz"
    token.write_bytes((staffed.folder / "tokens" / "psso.diaz").read_bytes())
    token.chmod(0o640)

    ran = beside("note", "co-aaaaaaaaaa", "x", "--as", "psso.diaz", CASEBOUND_TOKENS=str(tmp_path))

    assert ran.status == 1
    assert "can be read by others" in ran.err


def test_the_token_of_one_officer_is_not_anothers(staffed: Up, beside: Run, tmp_path: Path) -> None:
    token = tmp_path / "mail_team.lee"
    token.write_bytes((staffed.folder / "tokens" / "psso.diaz").read_bytes())
    token.chmod(0o600)

    ran = beside(
        "note", "co-aaaaaaaaaa", "x", "--as", "mail_team.lee", CASEBOUND_TOKENS=str(tmp_path)
    )

    assert ran.status == 1
    assert "not mail_team.lee's token" in ran.err


def test_a_token_that_was_taken_back_opens_nothing(
    staffed: Up, beside: Run, tmp_path: Path
) -> None:
    file = tmp_path / "zone.nguyen"
    assert beside("officers", "token", "zone.nguyen", "--file", str(file)).status == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert beside("officers", "token", "zone.nguyen", "--revoke").status == 0

    ran = beside(
        "note", "co-aaaaaaaaaa", "x", "--as", "zone.nguyen", CASEBOUND_TOKENS=str(tmp_path)
    )

    assert ran.status == 1
    assert "replaced or taken back" in ran.err
