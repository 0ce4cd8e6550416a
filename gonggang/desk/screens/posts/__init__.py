"""Posts on screen: needs, applications, approvals, the catalogue, a post with its versions, renaming."""
