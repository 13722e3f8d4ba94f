"""What is reported of drafts: how many were kept, and which three numbers are called acceptance.

Survivals are shares of rounds in which at least so many drafts were kept; lengths are tokens per
pass, the bonus token counted.
"""

# vLLM (vllm48892), eight modules, GSM8K, 64 requests at a time, temperature 0: survivals, accepted
# over drafted tokens, the length; then acceptance and length with one module.
EIGHT_SURVIVAL = (0.7568, 0.6011, 0.4976, 0.4113, 0.3538, 0.2980, 0.2608, 0.2229)
EIGHT_ACCEPTED = 0.4253
EIGHT_LENGTH = 4.40
ONE_ACCEPTED = 0.8359
ONE_LENGTH = 1.84
# spark-vllm-docker (spark343), a Gemma 4 with one drafter used four times, one machine.
GEMMA_SURVIVAL = (0.844, 0.599, 0.385, 0.271)
# rMLX (rmlx436), Qwen3.8-27B with its module: times as fast as without, while the verifier's state
# was corrupted, and after the repair.
CORRUPTED_SPEED_UP, REPAIRED_SPEED_UP = 1.28, 0.86
