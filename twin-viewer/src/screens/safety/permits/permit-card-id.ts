/** Id of the element of a permit's card on the board, by which the map finds it. */
export function permitCardId(itemUid: string): string {
  return `permit-${itemUid}`;
}
