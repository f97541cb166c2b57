# The service as an image: no compiler, no embedded PostgreSQL, not root; nothing in it is written to.
# test/prove/image.test.ts runs these steps in a folder.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --omit=optional
COPY tsconfig.json nest-cli.json ./
COPY scripts scripts
COPY src src
COPY migrations migrations
RUN node node_modules/@nestjs/cli/bin/nest.js build
RUN npm prune --omit=dev --omit=optional

FROM node:24-bookworm-slim AS runtime
ENV NODE_ENV=production
ENV HOST=0.0.0.0
ENV PORT=3000
WORKDIR /app
COPY package.json schema.fingerprint ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# The recorded answers, and the bar above Swagger UI, are read from beside the sources.
COPY --from=build /app/src/examples/answers.json src/examples/answers.json
COPY --from=build /app/src/http/document/playground.browser.js src/http/document/playground.browser.js
COPY docs docs
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/src/main.js"]
