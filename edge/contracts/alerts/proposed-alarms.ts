/** The file of a proposed config in which people write alarms and their receivers. */
export const ALARMS_FILE = "alarms.yaml";

/** Nothing of it counts until a person takes the # away: only people know the right response. */
export const ALARMS_TEXT = `# From a limit to a mail: docs/first-alarm.md · 从限值到邮件: docs/first-alarm.zh-CN.md
# 1. Write limits: { high: … } at the tag in types/.
# 2. Take away "# " below and write what is right for the plant.
# 3. gemba check
# detectors:
#   limits:
#     annunciation: alarm
#     response:
#       action: { zh: 停机并检查, en: "Stop it and look" }
#       consequence: { zh: 设备损坏, en: It breaks }
#       withinMin: 10
# notify:
#   channels:
#     - id: crew
#       kind: email
#       priorities: [1, 2, 3]
#       mail:
#         host: mail.plant.example
#         user: gemba
#         password: "\${file:mail.secret}"
#         from: gemba@plant.example
#         to: [crew@plant.example]
`;
