"""A plain langchain retriever: FAISS over 1,000-character chunks, the same embedder folder and prefixes."""

from langchain_community.vectorstores import FAISS
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter
from peer import run


def build(documents, folder):
    embeddings = HuggingFaceEmbeddings(
        model_name=folder,
        encode_kwargs={"prompt": "passage: ", "normalize_embeddings": True},
        query_encode_kwargs={"prompt": "query: ", "normalize_embeddings": True},
    )
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=100)
    texts = [f"{d['title']}. {d['text']}" for d in documents]
    chunks = splitter.create_documents(texts, [{"id": d["id"]} for d in documents])
    store = FAISS.from_documents(chunks, embeddings)
    return lambda question: [found.metadata["id"] for found in store.similarity_search(question, 20)]


if __name__ == "__main__":
    run(build)
