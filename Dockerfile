# docker build -t cbm-qa .      (docs/deploy.md says how to run it)
FROM python:3.12-slim

ENV PIP_NO_CACHE_DIR=1 PYTHONUNBUFFERED=1 \
    CBM_QA_CORPUS=/data/corpus CBM_QA_INDEX=/data/index CBM_QA_HOME=/data/home

WORKDIR /app
RUN useradd --system --create-home --uid 1000 reader

COPY pyproject.toml README.md LICENSE ./
COPY src src
RUN pip install ".[mcp]"

# The shipped corpus, until a volume with another one takes its place.
COPY --chown=reader corpus /data/corpus
RUN chown reader /data
USER reader
RUN cbm-qa index

VOLUME /data
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s \
    CMD python -c "import urllib.request as u; u.urlopen('http://127.0.0.1:7860/health', timeout=4)"

ENTRYPOINT ["cbm-qa", "serve", "--no-open", "--host", "0.0.0.0"]
CMD ["--read-only"]
