"""The textbook chain: langchain, FAISS, the five nearest passages of 1,000 characters, an OpenAI-compatible server."""

import json
import sys
import time
from pathlib import Path

from langchain_community.vectorstores import FAISS
from langchain_core.prompts import ChatPromptTemplate
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_openai import ChatOpenAI
from langchain_text_splitters import RecursiveCharacterTextSplitter

PROMPT = ChatPromptTemplate.from_messages([
    ("system", "Réponds à la question en t'appuyant uniquement sur le contexte. "
               "Si le contexte ne permet pas de répondre, dis-le. Sois concis.\n\nContexte :\n{context}"),
    ("human", "{question}"),
])  # fmt: skip


def main():
    documents, questions = (json.loads(Path(path).read_text()) for path in sys.argv[1:3])
    folder, url, key = sys.argv[3:]
    embeddings = HuggingFaceEmbeddings(
        model_name=folder,
        encode_kwargs={"prompt": "passage: ", "normalize_embeddings": True},
        query_encode_kwargs={"prompt": "query: ", "normalize_embeddings": True},
    )
    chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=100).create_documents(documents)
    retriever = FAISS.from_documents(chunks, embeddings).as_retriever(search_kwargs={"k": 5})
    model = ChatOpenAI(base_url=url, api_key=key, model="local", temperature=0, max_tokens=160, timeout=600)
    chain = PROMPT | model
    retriever.invoke(questions[0])  # the first question loads what is loaded late
    print(json.dumps([ask(retriever, chain, question) for question in questions]))


def ask(retriever, chain, question):
    start = time.perf_counter()
    context = "\n\n".join(found.page_content for found in retriever.invoke(question))
    text, first = "", None
    for piece in chain.stream({"context": context, "question": question}):
        first = first or (piece.content and time.perf_counter() - start) or None
        text += piece.content
    total = time.perf_counter() - start
    return {"text": text, "first_words_s": round(first or total, 2), "answer_s": round(total, 2)}


if __name__ == "__main__":
    main()
