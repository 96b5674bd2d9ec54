"""Progress of a learner: sections read, lessons and modules completed."""
