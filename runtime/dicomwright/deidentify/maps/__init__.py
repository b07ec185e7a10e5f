"""Maps: which file, patient and UIDs became which; written only for who asks, and read back with the key.

A map is a text of lines. The first is JSON: `format`, `version`, and `salt` in hexadecimal digits if it is encrypted.
Each line after it is JSON, too: `file` and `new`, paths below the two folders; `patient`, the Patient ID; `uids`, new
ones by old ones. The last has `rows`, the number of those before it; where it is missing, the run was interrupted.

Encrypted, each is in base64 what AES-256-GCM makes of it: with HMAC-SHA256 of "map", a zero byte and the salt as the
key, the number of the line as nonce of 12 bytes, big endian, and the first line as associated data.
"""

from dicomwright.deidentify.maps.errors import FaultyMap
from dicomwright.deidentify.maps.reading import Map, read_map
from dicomwright.deidentify.maps.writing import MapWriter, Row

__all__ = ["FaultyMap", "Map", "MapWriter", "Row", "read_map"]
