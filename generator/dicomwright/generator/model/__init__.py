"""Stage model: tables -> facts, in small passes, one verb and one file each, in the order that `build` shows."""
