/** The English guides, one file of the build: they are read and searched together. */
export const TEXTS: Readonly<Record<string, string>> = import.meta.glob(
  [
    "../../../docs/{operators,dashboards,reports,forecast,schedule,dispatch,health,maintenance,predictions}.md",
    "../../../docs/{first-alarm,set-up,layout,detectors,notification,learning,import-history}.md",
    "../../../docs/{connect-opcua,connect-mqtt,connect-modbus,connect-s7,connect-mtconnect,influxdb,uns}.md",
    "../../../docs/{production,islands,historian,replay,privacy,install,users,security}.md",
  ],
  { query: "?raw", import: "default", eager: true },
);
