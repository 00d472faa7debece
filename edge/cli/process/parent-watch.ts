/** Worker thread of a process that leads its group: kills the group when the process that started it is gone. */
const EVERY_MS = 500;

const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(-process.pid, "SIGKILL");
}, EVERY_MS);
