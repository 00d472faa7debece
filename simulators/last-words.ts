/** An uncaught error ends the process with 1, like a machine that breaks down; the parent process reports it. */
export function endAtMistakes(): void {
  process.on("uncaughtException", (error) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`simulators: ended by an uncaught error: ${text}\n`);
    process.exit(1);
  });
}
