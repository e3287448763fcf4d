-- Where the server that answers keeps its data: the port may be somebody else's.
SELECT current_setting('data_directory') AS data_directory
