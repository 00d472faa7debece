import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import { type RobotZone, robotZonesOf } from "../../contracts/plant/robot-zone.ts";
import type { Evidence } from "../../contracts/records/evidence.ts";
import { protectiveSeparationM } from "../maths/separation.ts";
import type { SafetyConfig } from "../rules/config.ts";
import { type DetectorContext, LinkWatch, type RuleDetector, type RuleKeys, ruleKey } from "../rules/rule-detector.ts";
import { and, not, or, type Tri } from "./signal-states.ts";
import { ZoneSignals } from "./zone-signals.ts";

const REPEAT_TICKS = 10;

/**
 * One detector per robot zone, by its safeguard. `fence-interlock`: a person is inside while the robot moves in
 * automatic with the gate closed and no stop active, which the interlock should prevent. `light-curtain`: the same,
 * with the curtain instead of the gate. `ssm`: the nearest person is closer than S_p while the robot moves. `pfl`:
 * people may be there, so there is no detector. Unknown inputs never raise and never clear.
 */
export function createRobotZoneDetectors(config: SafetyConfig, context: DetectorContext): RuleDetector[] {
  return robotZonesOf(context.plant, context.tags).flatMap((zone) => {
    if (zone.safeguard === "pfl") return [];
    const detector = new RobotZoneDetector(zone, config, context);
    return detector.watches.length === 0 ? [] : [detector];
  });
}

class RobotZoneDetector implements RuleDetector {
  readonly kind = "robot-zone";
  readonly watches;
  readonly keys: RuleKeys;
  readonly #rule: string;
  readonly #zone: RobotZone;
  readonly #config: SafetyConfig;
  readonly #signals: ZoneSignals;
  /** Arrival time since which the condition is met, or is not met while the alert is active; NaN when neither. */
  #pendingSince: Micros = Number.NaN;
  #standing = false;
  /** When the active condition was first met: arrival time. */
  #since: Micros = Number.NaN;
  #last: Finding | undefined;
  #ticks = 0;

  constructor(zone: RobotZone, config: SafetyConfig, context: DetectorContext) {
    this.#zone = zone;
    this.#config = config;
    this.#signals = new ZoneSignals(zone, context.tags, new LinkWatch(() => context.links()));
    this.#rule = zone.safeguard === "ssm" ? `separation/${zone.zone.id}` : `presence/${zone.zone.id}`;
    this.watches = this.#signals.signals.list.refs;
    this.keys = new Set([ruleKey(this.#rule, zone.robot.assetUid)]);
  }

  get counters() {
    return this.#signals.signals.list.counters;
  }

  observe(samples: SampleBatch): readonly Finding[] {
    return this.#signals.observe(samples) ? this.#judge(samples.receivedAt) : [];
  }

  tick(now: Micros): readonly Finding[] {
    this.#signals.at(now);
    const findings = this.#judge(now);
    if (findings.length > 0 || !this.#standing || ++this.#ticks % REPEAT_TICKS !== 0) return findings;
    return this.#last === undefined ? [] : [this.#last];
  }

  #judge(now: Micros): readonly Finding[] {
    const isMet = this.#zone.safeguard === "ssm" ? this.#isTooClose() : this.#isInsideMoving();
    const wanted = isMet === "unknown" ? this.#standing : isMet === "yes";
    if (wanted === this.#standing) {
      this.#pendingSince = Number.NaN;
      // One finding while no alert is active, so that an alert of an earlier run can clear.
      return this.#last !== undefined || isMet !== "no" ? [] : this.#say(now);
    }
    if (!(now >= this.#pendingSince)) this.#pendingSince = now;
    const delayS = wanted ? this.#config.onDelayS : this.#config.clearAfterS;
    if (now - this.#pendingSince < delayS * 1e6) return [];
    this.#since = this.#pendingSince;
    this.#pendingSince = Number.NaN;
    this.#standing = wanted;
    return this.#say(now);
  }

  #say(now: Micros): readonly Finding[] {
    this.#last = this.#finding(now);
    return [this.#last];
  }

  #isMoving(): Tri {
    const speed = this.#signals.speedMS();
    return Number.isNaN(speed) ? "unknown" : speed > this.#config.movesAboveMS ? "yes" : "no";
  }

  /** Without a tag for them, an open gate and a stop cannot be counted in the zone's favour. */
  #isStopped(): Tri {
    return or(this.#signals.isOn("protective-stop", "no"), this.#signals.isOn("emergency-stop", "no"));
  }

  #isInsideMoving(): Tri {
    const inside = this.#signals.isOn("presence", "unknown");
    return and(
      inside,
      this.#signals.isAutomatic(),
      this.#isMoving(),
      not(this.#signals.isOn("gate-open", "no")),
      not(this.#isStopped()),
    );
  }

  #isTooClose(): Tri {
    const distance = this.#isCloserThanSeparation();
    // A distance sensor may report no distance when no person is there; the presence sensor then decides.
    const isClose = distance === "unknown" && this.#signals.isOn("presence", "unknown") === "no" ? "no" : distance;
    return and(isClose, this.#isMoving(), not(this.#isStopped()));
  }

  #isCloserThanSeparation(): Tri {
    const terms = this.#config.separation;
    const distance = this.#signals.distanceM() - (this.#standing ? terms.hysteresisM : 0);
    if (Number.isNaN(distance)) return "unknown";
    const speed = this.#signals.speedMS();
    if (!Number.isNaN(speed)) return distance < protectiveSeparationM(terms, speed) ? "yes" : "no";
    if (distance < protectiveSeparationM(terms, 0)) return "yes";
    return distance >= protectiveSeparationM(terms, terms.maxRobotSpeedMS) ? "no" : "unknown";
  }

  #finding(now: Micros): Finding {
    const { zone, robot, safeguard } = this.#zone;
    const name = { zh: `${robot.label} ${zone.name.zh}`, en: `${robot.label} ${zone.name.en}` };
    const base = {
      rule: this.#rule,
      assetUid: robot.assetUid,
      kind: "safety",
      standing: this.#standing,
      at: now,
      severity: this.#config.zoneSeverity,
    } as const;
    if (!this.#standing)
      return {
        ...base,
        message: { zh: `${name.zh}：险情已不存在`, en: `${name.en}: the condition is no longer met` },
        evidence: [],
      };
    const evidence = safeguard === "ssm" ? this.#separationEvidence(now) : this.#presenceEvidence(now);
    const [first] = evidence;
    const why = first?.why ?? { zh: "", en: "" };
    const value =
      safeguard === "ssm" && first?.value !== undefined
        ? { tag: first.tag, value: first.value, towards: "down" as const }
        : undefined;
    const message = { zh: `${name.zh}：${why.zh}`, en: `${name.en}: ${why.en}` };
    return { ...base, message, evidence, ...(value === undefined ? {} : { value }) };
  }

  #stretch(now: Micros): Pick<Evidence, "detector" | "from" | "to"> {
    return { detector: this.kind, from: this.#since, to: now };
  }

  #presenceEvidence(now: Micros): readonly Evidence[] {
    const tag = this.#signals.tagOf("presence");
    if (tag === undefined) return [];
    const why =
      this.#zone.safeguard === "light-curtain"
        ? {
            zh: "自动运行中有人在光幕后，机器人在运动，光幕未被遮挡",
            en: "person behind the light curtain in automatic mode while the robot moves, curtain not interrupted",
          }
        : {
            zh: "自动运行中有人在围栏内，机器人在运动，门未开",
            en: "person inside the fence in automatic mode while the robot moves, gate not open",
          };
    return [{ tag: tag.ref, ...this.#stretch(now), value: 1, why }];
  }

  #separationEvidence(now: Micros): readonly Evidence[] {
    const tag = this.#signals.tagOf("human-distance");
    if (tag === undefined) return [];
    const distance = this.#signals.distanceM();
    const needed = protectiveSeparationM(this.#config.separation, this.#signals.speedMS() || 0);
    const why = { zh: "人机距离小于防护间距", en: "person closer than the protective separation distance" };
    return [{ tag: tag.ref, ...this.#stretch(now), value: distance, limit: needed, why }];
  }
}
