/** Modules that an edge loads only once it starts: a standby has them before it takes over (rule SB24). */
export async function warmUp(): Promise<void> {
  await Promise.all([import("../../alerts/open-live-rules.ts"), import("../../notify/open-notifier.ts")]);
}
