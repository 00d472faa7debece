/** The name under which the edge itself writes about safety. */

/** No user can have this name, because names of users have no space. */
export const REGISTER_PROGRAM = { name: "safety register", as: "program" } as const;

/** Whether the register wrote it, and nobody who uses the same words or the same uid. */
export function isOfRegister({ by }: { readonly by: { readonly name: string; readonly as: string } }): boolean {
  return by.as === REGISTER_PROGRAM.as && by.name === REGISTER_PROGRAM.name;
}
