# One image for the edge and for the simulators; the command chooses.
FROM node:24.21.0-trixie-slim AS build
WORKDIR /gemba
COPY package.json package-lock.json .npmrc ./
COPY scripts ./scripts
RUN npm ci
COPY . .
RUN npx vite build twin-viewer --logLevel warn && npm prune --omit=dev && node scripts/compile.mjs run

FROM node:24.21.0-trixie-slim
WORKDIR /gemba
# One arena: the C library would keep some 40 MB more of what starting took (docs/opcua-fast-lane.md).
# What Node.js made of our TypeScript was compiled with the image.
ENV NODE_ENV=production MALLOC_ARENA_MAX=1 NODE_COMPILE_CACHE=/gemba/node_modules/.cache/gemba
COPY --from=build --chown=root:root /gemba /gemba
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
ENTRYPOINT ["node", "--expose-gc", "--heap-growing-percent=100", "edge/main.ts"]
CMD ["edge", "--data-dir", "/data"]
