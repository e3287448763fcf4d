-- Where the server that answers keeps its data: the port may be somebody else's.
SHOW data_directory
