/** Composition of live risk with standing alerts, the unsafe acts that cameras report, and gas. */
import type { Inlet } from "../contracts/path/source.ts";
import type { NamedEvent } from "../contracts/safety/act-pictures.ts";
import type { GasReader } from "../contracts/safety/gas.ts";
import type { LiveRiskReader } from "../contracts/safety/live-risk.ts";
import type { VisionDesk } from "../contracts/safety/vision.ts";
import { openAlertCauses } from "./alert-causes.ts";
import { openGas } from "./gas.ts";
import { openLiveRisk } from "./live-risk.ts";
import type { StopStack } from "./stop-stack.ts";
import { openVision } from "./vision.ts";

interface OpenLive {
  readonly live: { readonly liveRisk: LiveRiskReader; readonly gas: GasReader; readonly vision: VisionDesk };
  /** Where sources hand over. */
  readonly inlet: Inlet;
  /** Rule of the raised act that an event belongs to. */
  readonly raisedBy: (event: NamedEvent) => string | undefined;
}

export function openLive(
  parts: Parameters<typeof openLiveRisk>[0] &
    Parameters<typeof openAlertCauses>[0] &
    Parameters<typeof openVision>[0] &
    Pick<OpenLive, "inlet">,
  stop: StopStack,
): OpenLive {
  const liveRisk = openAlertCauses(parts, openLiveRisk(parts, stop).liveRisk, stop);
  const { vision, inletOf, risk, raisedBy } = openVision(parts, stop);
  return { live: { ...openGas(parts, risk(liveRisk), stop), vision }, inlet: inletOf(parts.inlet), raisedBy };
}
