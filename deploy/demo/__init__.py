"""The demonstration programme: invented people whose figures are those that were published in 2019."""
