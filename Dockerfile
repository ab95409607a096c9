# The API, or with `--target cli` the operator's tool. The demo is a page of static files, to be served by
# whatever serves yours.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /repo
RUN npm install --global pnpm@12.21.0
# First what says which packages are needed: they are fetched anew only when that changes.
COPY .npmrc .pnpmfile.cjs package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY packages/shared/package.json packages/shared/
COPY packages/store/package.json packages/store/
COPY packages/entra/package.json packages/entra/
COPY packages/agents/package.json packages/agents/
COPY apps/api/package.json apps/api/
RUN pnpm install --frozen-lockfile --filter "@threadkeep/api..."
COPY tsconfig.base.json ./
COPY scripts/ scripts/
COPY packages/shared/ packages/shared/
COPY packages/store/ packages/store/
COPY packages/entra/ packages/entra/
COPY packages/agents/ packages/agents/
COPY apps/api/ apps/api/
RUN pnpm --filter "@threadkeep/api..." run build
RUN pnpm --filter @threadkeep/api deploy --prod /app

FROM build AS build-cli
COPY apps/cli/ apps/cli/
RUN pnpm install --frozen-lockfile --filter "@threadkeep/cli..."
RUN pnpm --filter @threadkeep/cli run build
RUN pnpm --filter @threadkeep/cli deploy --prod /cli

# Apart from the API, whose image has nothing that lists owners.
FROM node:24.21.0-bookworm-slim AS cli
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build-cli /cli ./
USER 1000:1000
ENTRYPOINT ["node", "/app/dist/main.js"]
CMD ["--help"]

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
# Owned by root, so that the server cannot change its own code.
COPY --from=build /app ./
# The user node, by number: Kubernetes cannot tell from a name that it is not root.
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.ADMIN_PORT || process.env.PORT}/livez`).then((res) => process.exit(res.ok ? 0 : 1), () => process.exit(1))"]
# Node gets the signals itself: no shell and no package manager stands in between.
# More room for young objects: with Node's default, garbage collection takes a third of a batch's time.
CMD ["node", "--max-semi-space-size=32", "dist/main.js"]
