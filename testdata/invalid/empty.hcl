# ERROR: Missing block
# Nothing but comments: what a scenario needs is said, once each.
