"""Sample answers to exercise 4.3."""

RIGHT = ()
WRONG = {
    "both": (
        """
def mode_now():
    return "normal" if torch.is_grad_enabled() else "no-grad"
""",
    ),
    "never": (
        """
def mode_now():
    return "normal"
""",
    ),
    "always": (
        """
def mode_now():
    return "inference" if torch.is_inference_mode_enabled() else "no-grad"
""",
    ),
    "call": (
        """
def mode_now():
    if torch.is_inference_mode_enabled:
        return "inference"
    return "normal" if torch.is_grad_enabled() else "no-grad"
""",
    ),
    "kind": (
        """
def mode_now():
    if torch.is_inference_mode_enabled():
        return "Inference"
    return "Normal" if torch.is_grad_enabled() else "No-grad"
""",
        """
def mode_now():
    return torch.is_grad_enabled()
""",
    ),
    "other": (
        """
def mode_now():
    return "normal" if torch.is_grad_enabled() else "inference"
""",
    ),
}
