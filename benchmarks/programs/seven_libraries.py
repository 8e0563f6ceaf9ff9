"""A program that imports seven libraries and uses none in this run."""

import sys

import boto3
import matplotlib.pyplot as plt
import pandas as pd
import requests
import sympy
from scipy import stats
from sklearn.linear_model import LinearRegression


def main() -> object:
    """Use all of them, or say that none was needed."""
    if len(sys.argv) > 1:
        return boto3, plt, pd, requests, stats, sympy, LinearRegression
    print("nothing to do")
    return None


main()
