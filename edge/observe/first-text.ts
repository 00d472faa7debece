/** The first `most` characters of an answer. The rest is not read: another machine could send without end. */
export async function firstText({ body }: Response, most: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of body ?? []) {
    text += decoder.decode(piece, { stream: true });
    if (text.length >= most) break;
  }
  return text.slice(0, most);
}
