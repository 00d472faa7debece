import type { ExternalSignIn, Identity } from "../../../contracts/access/access.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { refusalOnRecord } from "../on-record.ts";
import {
  checkUnchanged,
  meaningIn,
  type SignatureDeps,
  signed,
  signerIn,
  signingAct,
  type WantedSignature,
} from "./signing.ts";
import type { WaitingSignature, WaitingSignatures } from "./waiting-signatures.ts";

export interface ProviderSignatureDeps extends SignatureDeps {
  /** Sign-in at the plant's provider; absent where the config names none. */
  readonly oidc?: ExternalSignIn;
  readonly waiting: WaitingSignatures;
}

interface BegunSignature extends WantedSignature {
  /** The caller's session: it must still be open when the person returns. */
  readonly session: string;
  /** Address of the page to which the person returns. */
  readonly back: string;
}

/**
 * Begins a signature of a person whom only the provider can confirm (rule SG12): gives the address at the provider, and
 * the state that ties the way there to the browser. Throws EdgeError `forbidden`, `conflict`, `not-found`,
 * `bad-request`, `unavailable`.
 */
export async function beginAtProvider(
  deps: ProviderSignatureDeps,
  caller: Caller,
  { session, back, ...wanted }: BegunSignature,
): Promise<{ readonly url: string; readonly state: string }> {
  demand(caller, "POST /api/v1/signatures/provider");
  const meaning = meaningIn(deps, wanted.meaning);
  return await refusalOnRecord(deps.journal, signingAct(principalFrom(caller), wanted), async () => {
    const identity = signerIn(caller, meaning);
    if (deps.accounts?.isOfProvider(identity.user) !== true)
      throw new EdgeError("forbidden", "You do not sign in at the plant's provider: sign with your password.");
    await checkUnchanged(deps, wanted);
    const begun = await providerIn(deps).begin("signature");
    deps.waiting.begin(begun.state, { wanted, identity, session, back });
    return begun;
  });
}

interface Return {
  /** Of the address to which the provider sent the browser back. */
  readonly query: string;
  readonly state: string;
  /** Address of the person's machine. */
  readonly origin: string;
}

/**
 * Ends a signature when its person returns: signs, or keeps why not, on record and for the page. Returns the address of
 * the page. Rejects with EdgeError `disk`.
 */
export async function finishAtProvider(
  deps: ProviderSignatureDeps,
  waiting: WaitingSignature,
  { query, state, origin }: Return,
): Promise<string> {
  const { wanted, identity, back } = waiting;
  const act = signingAct(principalFrom({ kind: "user", identity, origin }), wanted);
  const prove = async (): Promise<Identity> => {
    const person = await providerIn(deps).finish("signature", { query, state });
    const present = deps.accounts?.identify({ session: waiting.session });
    if (present?.user !== identity.user)
      throw new EdgeError("forbidden", "Your session ended meanwhile: nothing is signed. Sign in and start again.");
    const confirmed = deps.accounts?.confirmExternal(identity.user, person);
    if (confirmed === undefined)
      throw new EdgeError("forbidden", "Another person signed in at the provider: nothing is signed.");
    return confirmed;
  };
  try {
    await signed(deps, { wanted, act, prove });
    deps.waiting.end(waiting, { why: null });
  } catch (error) {
    if (!(error instanceof EdgeError) || error.code === "disk") throw error;
    deps.waiting.end(waiting, { why: error.message });
  }
  return back;
}

/** The plant's provider. Throws EdgeError `not-found` where the config names none. */
export function providerIn({ oidc }: Pick<ProviderSignatureDeps, "oidc">): ExternalSignIn {
  if (oidc === undefined)
    throw new EdgeError("not-found", "There is no sign-in provider here; name one in the config under api.oidc.");
  return oidc;
}
