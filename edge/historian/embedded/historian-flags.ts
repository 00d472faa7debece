/**
 * Flags of Node.js for the historian's process. The young generation is small, so that the columns of chunks, several
 * MB a second outside of the heap, are freed soon. Threads would cost more than marking 11 MB does.
 */
export const HISTORIAN_FLAGS = ["--max-old-space-size=96", "--max-semi-space-size=1", "--single-threaded-gc"];
