/** Prefixes of browse paths and the namespaces they mean. Indices differ from server to server and are never kept. */
export const NAMESPACES = {
  di: "http://opcfoundation.org/UA/DI/",
  mach: "http://opcfoundation.org/UA/Machinery/",
  isa95: "http://opcfoundation.org/UA/ISA95-JOBCONTROL_V2/",
  jobs: "http://opcfoundation.org/UA/Machinery/Jobs/",
  res: "http://opcfoundation.org/UA/Machinery/Result/",
  mt: "http://opcfoundation.org/UA/MachineTool/",
  // The nodeset has no trailing slash here, unlike its specification's table.
  cnc: "http://opcfoundation.org/UA/CNC",
  rob: "http://opcfoundation.org/UA/Robotics/",
  // The site's own part, on servers that integrators of the plant set up.
  bj: "http://binjiang.example/UA/",
  // Makers' own models: lathes, robots, the PLC.
  hy: "http://haiyan.example/UA/Turn/",
  lx: "http://lanxing.example/UA/",
  plc: "http://huawan.example/plc/",
} as const;

export type Prefix = keyof typeof NAMESPACES;
