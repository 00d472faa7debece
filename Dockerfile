# One image for the edge and for the simulators; the command chooses.
FROM node:24.21.0-trixie-slim AS build
WORKDIR /gemba
COPY package.json package-lock.json .npmrc ./
COPY scripts ./scripts
RUN npm ci
COPY . .
RUN npx vite build twin-viewer --logLevel warn && npm prune --omit=dev && node scripts/strip-types.mjs

FROM node:24.21.0-trixie-slim
WORKDIR /gemba
# One arena: the C library would keep some 40 MB more of what starting took (docs/opcua-fast-lane.md).
# No thread loads the compiler of TypeScript.
ENV NODE_ENV=production MALLOC_ARENA_MAX=1 NODE_OPTIONS=--import=file:///gemba/scripts/stripped.mjs
COPY --from=build --chown=root:root /gemba /gemba
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
ENTRYPOINT ["node", "--expose-gc", "--heap-growing-percent=100", "--max-semi-space-size=2", "edge/main.ts"]
CMD ["edge", "--data-dir", "/data"]
