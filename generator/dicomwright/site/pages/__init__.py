"""Pages by kind of thing: functions that yield the path of a page below its edition, and its text."""
