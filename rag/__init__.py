"""How questions are answered: evidence, prompt, generation, verification and the pipeline."""
