"""Persons, sign-in, agencies, areas, workplaces, cadres, postings, head-counts and roles."""
