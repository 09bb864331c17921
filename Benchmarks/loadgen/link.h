// A line between client and server that is slow towards the client, with little room on the way.
#ifndef LINK_H
#define LINK_H

/// Starts one to that port, for as many bytes a second, and returns the port that it is reached by. It takes one
/// connection, and lives as long as this process.
int link_start(int port, double bytes_per_second);

#endif
