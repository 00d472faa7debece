/**
 * Path of a one-time link, after the address of the edge. The secret is in the fragment: browsers do not send it to
 * servers.
 */
export function invitationPath(secret: string): string {
  return `/#/overview?invitation=${secret}`;
}
