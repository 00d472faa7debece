import { Type } from "typebox";
import type { FaultKind } from "../../../kernel/faults/kind.ts";
import { ofFilter, ofLathe } from "./quality-kinds.ts";

const NONE = Type.Object({}, { additionalProperties: false });
const DAY_S = 86_400;
const MACHINE_TOOLS = ["lathe", "machining-centre"] as const;

/** Faults that wear a machine down or break it. Damage 1 is the end of the part's function. */
export const MACHINE_KINDS: readonly FaultKind[] = [
  {
    name: "bearing-wear",
    what: "Fatigue of the front spindle bearing: impacts at the defect's frequency, later noise, friction and heat",
    level: "physical",
    targets: MACHINE_TOOLS,
    components: /^spindle$/,
    component: "spindle",
    course: "progressive",
    parameters: Type.Object(
      {
        race: Type.Enum(["outer", "inner", "element"], {
          default: "outer",
          description: "Part of the bearing: outer race, inner race, rolling element.",
        }),
      },
      { additionalProperties: false },
    ),
    observableFrom: 0.06,
    observableWhy: "impacts show in the envelope spectrum at rated speed; temperature from 0.4, RMS velocity from 0.6",
    fails: true,
    usual: {
      overS: 30 * DAY_S,
      why: "assumed: a month; handbooks give one to nine from the first finding by vibration to failure",
    },
    apply(condition, { damage, parameters }) {
      const part = { outer: "outerRace", inner: "innerRace", element: "rollingElement" } as const;
      const field = part[parameters["race"] as keyof typeof part];
      condition[field] = Math.max(condition[field], damage);
    },
  },
  {
    name: "imbalance",
    what: "Unbalance of the spindle's rotor: the line at shaft speed grows with the square of the speed",
    level: "physical",
    targets: MACHINE_TOOLS,
    components: /^spindle$/,
    component: "spindle",
    course: "progressive",
    parameters: NONE,
    observableFrom: 0.1,
    observableWhy: "a tenth of grade G 16 at rated speed is as much as a good spindle's own velocity",
    fails: false,
    apply(condition, { damage }) {
      condition.unbalance = Math.max(condition.unbalance, damage);
    },
  },
  {
    name: "tool-wear",
    what: "Every tool wears faster than by Taylor, as with a hard casting skin, by 1 + severity (factor - 1)",
    level: "physical",
    targets: MACHINE_TOOLS,
    components: /^tool$/,
    component: "tool",
    course: "progressive",
    parameters: Type.Object(
      {
        factor: Type.Number({ default: 10, minimum: 1, maximum: 200, description: "Factor on wear at full severity." }),
        unwatched: Type.Boolean({
          default: false,
          description: "The control's tool life monitoring is off: the tool is used to its end.",
        }),
      },
      { additionalProperties: false },
    ),
    observableFrom: 0.1,
    observableWhy: "twice the usual rate of wear at the default factor",
    fails: false,
    apply(condition, { damage, parameters }) {
      condition.wearFactor = Math.max(condition.wearFactor, 1 + damage * (Number(parameters["factor"]) - 1));
      condition.toolUnwatched = parameters["unwatched"] === true;
    },
  },
  {
    name: "tool-breakage",
    what: "The tool in the spindle breaks: power and force collapse, scrap, a stop until the tool is replaced",
    level: "physical",
    targets: MACHINE_TOOLS,
    components: /^tool$/,
    component: "tool",
    course: "sudden",
    momentary: true,
    parameters: NONE,
    observableFrom: 0,
    observableWhy: "as soon as it cuts: spindle load falls to idle while the block goes on",
    shownBy: "tool-broken",
    fails: true,
    apply(condition) {
      condition.toolBroken = true;
    },
  },
  {
    name: "backlash",
    what: "Play of a ball screw: motor encoder and axis scale disagree by half of it along the last move",
    level: "physical",
    targets: MACHINE_TOOLS,
    components: /^axis-[xyzb]$/,
    component: "axis-x",
    course: "progressive",
    parameters: Type.Object(
      {
        mm: Type.Number({
          default: 0.08,
          minimum: 0.005,
          maximum: 1,
          description: "Play at full severity, mm (deg for a rotary axis).",
        }),
      },
      { additionalProperties: false },
    ),
    observableFrom: 0.05,
    observableWhy: "some resolution steps of the encoders (0.001 mm)",
    fails: false,
    apply(condition, { damage, component, parameters }) {
      const axis = component.slice("axis-".length);
      condition.backlashMm.set(axis, Math.max(condition.backlashMm.get(axis) ?? 0, damage * Number(parameters["mm"])));
    },
  },
  {
    name: "coolant-loss",
    what: "The coolant pump weakens and the tank leaks: flow, pressure and level fall, tools wear faster",
    level: "physical",
    targets: MACHINE_TOOLS,
    components: /^coolant$/,
    component: "coolant",
    course: "progressive",
    parameters: NONE,
    observableFrom: 0.05,
    observableWhy: "5 % of flow is eight times the flow meter's noise",
    fails: true,
    apply(condition, { damage }) {
      condition.coolantLoss = Math.max(condition.coolantLoss, damage);
    },
  },
  {
    name: "gear-wear",
    what: "A robot's gear wears: the joint's friction, current and temperature rise, its brake loses reserve",
    level: "physical",
    targets: ["robot", "cobot"],
    components: /^joint-[1-6]$/,
    component: "joint-2",
    course: "progressive",
    parameters: NONE,
    observableFrom: 0.15,
    observableWhy: "friction current of the joint is a fifth above its usual scatter",
    fails: true,
    usual: { overS: 90 * DAY_S, why: "assumed: a quarter, the time between two services; makers publish no figure" },
    apply(condition, { damage, component }) {
      const joint = Number(component.slice("joint-".length));
      condition.gearWear.set(joint, Math.max(condition.gearWear.get(joint) ?? 0, damage));
    },
  },
  {
    name: "battery-fade",
    what: "A vehicle's battery ages: charge falls faster, inner resistance grows, voltage sags under load",
    level: "physical",
    targets: ["agv"],
    components: /^battery$/,
    component: "battery",
    course: "progressive",
    parameters: NONE,
    observableFrom: 0.1,
    observableWhy: "discharge 10 % faster than at equal work before",
    fails: false,
    apply(condition, { damage }) {
      condition.batteryFade = Math.max(condition.batteryFade, damage);
    },
  },
  {
    name: "oven-heater",
    what: "A zone's burner loses power: the controller goes to its limit, then the zone falls below its setpoint",
    level: "physical",
    targets: ["oven"],
    components: /^zone-[1-3]$/,
    component: "zone-3",
    course: "progressive",
    parameters: NONE,
    observableFrom: 0.1,
    observableWhy: "the controller's demand is a tenth above its usual level before the temperature moves",
    fails: true,
    apply(condition, { damage, component }) {
      const zone = Number(component.slice("zone-".length));
      condition.heaterLoss.set(zone, Math.max(condition.heaterLoss.get(zone) ?? 0, damage));
    },
  },
  {
    name: "filter-clogging",
    what: "The station's filter clogs: pressure drop grows, flow falls",
    level: "physical",
    targets: ["deburring", "coating-booth", "compressor"],
    components: /^filter$/,
    component: "filter",
    course: "progressive",
    parameters: NONE,
    observableFrom: 0.08,
    observableWhy: "pressure drop above its usual band between idle and work",
    fails: true,
    causes: ({ asset }) => ofFilter(asset),
    apply(condition, { damage }) {
      condition.clogging = Math.max(condition.clogging, damage);
    },
  },
  {
    name: "cooling-loss",
    what: "The chiller's condenser fouls: condensing temperature rises, performance falls, at the end the water warms",
    level: "physical",
    targets: ["chiller"],
    components: /^condenser$/,
    component: "condenser",
    course: "progressive",
    parameters: NONE,
    observableFrom: 0.1,
    observableWhy: "two kelvin of condensing temperature at equal load",
    fails: true,
    apply(condition, { damage }) {
      condition.coolingLoss = Math.max(condition.coolingLoss, damage);
    },
  },
  {
    name: "quality-shift",
    what: "A wrong offset is entered: from the next piece on the machine is off the nominal size by a fixed amount",
    level: "physical",
    targets: MACHINE_TOOLS,
    components: /^tool$/,
    component: "tool",
    course: "sudden",
    parameters: Type.Object(
      { mm: Type.Number({ default: 0.018, minimum: -0.2, maximum: 0.2, description: "Shift at full severity, mm." }) },
      { additionalProperties: false },
    ),
    observableFrom: 0.1,
    observableWhy: "more than half a standard deviation of the bore's diameter",
    fails: false,
    causes: ({ asset }) => ofLathe(asset),
    apply(condition, { damage, parameters }) {
      condition.offsetShiftMm = damage * Number(parameters["mm"]);
    },
  },
  {
    name: "porous-castings",
    what: "Castings received from now on have pores: leak test and camera find more scrap",
    level: "physical",
    targets: ["plant"],
    course: "sudden",
    parameters: Type.Object(
      {
        share: Type.Number({
          default: 0.15,
          minimum: 0,
          maximum: 1,
          description: "Share of porous castings at full severity.",
        }),
      },
      { additionalProperties: false },
    ),
    observableFrom: 0.05,
    observableWhy: "the scrap rate of the leak test leaves its usual 1 to 2 % within a few pallets",
    fails: false,
    apply(condition, { damage, parameters }) {
      condition.porosity = Math.max(condition.porosity, damage * Number(parameters["share"]));
    },
  },
];
