"""Every model once: parameters, wire names, bounds and exclusions. Forms, options and checks come from it."""

from bot.catalogue.models import DEFAULT_MODEL, MODEL_PARAMETER, MODELS, get_model, models_for, names_of
from bot.catalogue.shapes import (
    Exclusion,
    Field,
    Kind,
    Model,
    Parameter,
    Requirement,
    ServiceName,
    Value,
    Verb,
)

__all__ = [
    "DEFAULT_MODEL",
    "MODELS",
    "MODEL_PARAMETER",
    "Exclusion",
    "Field",
    "Kind",
    "Model",
    "Parameter",
    "Requirement",
    "ServiceName",
    "Value",
    "Verb",
    "get_model",
    "models_for",
    "names_of",
]
