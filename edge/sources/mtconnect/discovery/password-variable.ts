/** Environment variable of the password, as `gemba discover` and the written config read it. */
export const PASSWORD_VARIABLE = "GEMBA_MTCONNECT_PASSWORD";
