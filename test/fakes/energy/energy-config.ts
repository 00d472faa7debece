import { type EnergyConfig, energySection } from "../../../edge/energy/config.ts";
import { withDefaults } from "../config/with-defaults.ts";

/** The `energy:` section with its defaults. */
export function energyConfig(given: object = {}): EnergyConfig {
  return withDefaults(energySection.schema, given) as EnergyConfig;
}
