from dicomwright.iods import CTImage

ct = CTImage.read("ct.dcm")
ct.PatientSex = "X"
ct.PatientNam = "Doe^Jane"
