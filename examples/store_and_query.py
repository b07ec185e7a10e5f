"""Store an image in an archive, and find it there: ``python examples/store_and_query.py ct.dcm HOST PORT TITLE``."""

import sys

from pynetdicom import AE

from dicomwright.dictionary import SOPClasses
from dicomwright.iods import CTImage
from dicomwright.runtime.network import presentation_contexts, query

path, host, port, title = sys.argv[1:]
find = SOPClasses.StudyRootQueryRetrieveInformationModelFind

ct = CTImage.read(path)
ct.validate().raise_for_errors()

contexts = presentation_contexts(ct, find)  # one to send the image as it is, one to query
association = AE("DICOMWRIGHT").associate(  # pyright: ignore[reportUnknownMemberType] # pynetdicom names not all types
    host, int(port), contexts=contexts, ae_title=title
)
if not association.is_established:
    sys.exit(f"{title} does not accept an association")
try:
    status = association.send_c_store(ct.to_dataset())
    if status.get("Status") != 0:
        sys.exit(f"{title} does not store the image")

    # What must match, and what is to be returned (None). The UID of each study is returned in any case.
    identifier = query("STUDY", PatientID=ct.PatientID, PatientName="Doe^*", StudyDate=None)
    for _, study in association.send_c_find(identifier, find):
        if study is not None:  # the last answer says how it ended
            print(study.PatientName, study.StudyInstanceUID)
finally:
    association.release()
