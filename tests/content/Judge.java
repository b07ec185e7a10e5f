import com.pixelmed.validate.DicomSRValidator;

/** Judges all the files that it is given by one validator, which takes seconds to load. */
public class Judge {
    public static void main(String[] paths) throws Exception {
        DicomSRValidator validator = new DicomSRValidator();
        for (String path : paths) {
            System.out.println("File: " + path);
            System.out.print(validator.validate(path));
        }
    }
}
