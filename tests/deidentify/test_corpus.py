"""Files of all kinds: none that can be read is made worse, none is too strange, and references and pixels hold."""

from __future__ import annotations

import pytest
from deidentify.files import FILES, PROFILES, SAMPLE, read_or_none
from deidentify.marking import errors

from dicomwright.deidentify import Deidentifier, Refused


@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(not FILES, reason="the corpus (../shared/corpus) is not beside this checkout")
@pytest.mark.parametrize("profile", PROFILES)
def test_no_file_is_made_worse(profile: str) -> None:
    run = Deidentifier(PROFILES[profile], key=b"key")
    done, worse = 0, dict[str, list[tuple[str, str]]]()
    for path in SAMPLE:
        source = read_or_none(path)
        if source is None:
            continue
        before = errors(source)
        try:
            found, _ = run.deidentify(source)
        except Refused:
            continue
        done += 1
        new = [error for error in errors(found) if error not in before]
        if new:
            worse[path.name] = new
    assert worse == {}
    assert done > len(SAMPLE) / 2
