"""Asks a model through a cache that it shares with a JVM service; docs/share-with-python.md shows this program.

Arguments: host and port of Cassandra. Writes model.json.
"""

import json
import sys

from cassandra.cluster import Cluster
from langchain_community.cache import CassandraCache
from langchain_core.globals import set_llm_cache
from langchain_core.load import dumpd, dumps
from langchain_core.messages import HumanMessage
from langchain_openai import ChatOpenAI

host, port = sys.argv[1:]

session = Cluster([host], port=int(port)).connect()
set_llm_cache(CassandraCache(session=session, keyspace="app"))

llm = ChatOpenAI(model="gpt-4.1-mini", temperature=0)
messages = [HumanMessage("Why is the sky blue?")]
print(llm.invoke(messages).text)

with open("model.json", "w") as file:
    json.dump(dumpd(llm), file)

print("llm string:", llm._get_llm_string())
print("prompt:", dumps(messages))

rows = session.execute("SELECT key_vals, body_blob FROM app.langchain_llm_cache")
for row in rows:
    print(row.key_vals, row.body_blob[:60])
