"""From draft to live: reviews, publications, and those who are in the middle of a flow."""
