/** What nobody caught ends the process with 1, as a machine that broke down; whoever started it says so. */
export function endAtMistakes(): void {
  process.on("uncaughtException", (error) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`simulators: ended by an uncaught error: ${text}\n`);
    process.exit(1);
  });
}
