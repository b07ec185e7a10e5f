"""De-identify a study, and look at what is left: ``python examples/deidentify_study.py``.

The images are those of ``volume.py``, in ``series``; what comes out is in ``clean``. For folders of any size there is
``dicomwright deidentify series/ clean/ --key project.key``.
"""

import secrets
from collections import Counter
from pathlib import Path

from dicomwright.deidentify import Deidentifier, Profile
from dicomwright.deidentify.residue import residue
from dicomwright.iods import CTImage

key = secrets.token_bytes(32)  # with the same key later, the same UIDs and the same shift of dates
profile = Profile(retain_longitudinal_modified_dates=True, retain_patient_characteristics=True)
run = Deidentifier(profile, key=key)

Path("clean").mkdir(exist_ok=True)
done, eyes = Counter[str](), set[str]()
for number, path in enumerate(
    sorted(Path("series").glob("*.dcm")), 1
):  # names of files may be names of patients, too
    image, record = run.deidentify(CTImage.read(path))
    image.save(Path("clean") / f"{number:04}.dcm", validated=True)
    done.update(record.counts)
    eyes |= record.review | {str(finding) for finding in residue(image, profile)}

clean = CTImage.read("clean/0001.dcm")
print(clean.PatientName, clean.PatientIdentityRemoved, clean.LongitudinalTemporalInformationModified)
print(done["UIDs replaced"], "UIDs replaced")
print(*sorted(eyes) or ["nothing left to look at"], sep="\n")
