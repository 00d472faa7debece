/** How messages are protected on the way (MessageSecurityMode of OPC 10000-4). */
export type SecurityMode = "none" | "sign" | "sign-and-encrypt";
