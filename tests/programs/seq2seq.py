import keras
from keras.layers import LSTM, Dense

source_tokens, target_tokens, latent_dim = 30, 40, 64

encoder_inputs = keras.Input(shape=(None, source_tokens))
encoder = LSTM(latent_dim, return_state=True)
encoder_outputs, state_h, state_c = encoder(encoder_inputs)
encoder_states = [state_h, state_c]

decoder_inputs = keras.Input(shape=(None, target_tokens))
decoder_lstm = LSTM(latent_dim, return_sequences=True, return_state=True)
decoder_outputs, _, _ = decoder_lstm(decoder_inputs, initial_state=encoder_states)
decoder_dense = Dense(target_tokens, activation="softmax")
decoder_outputs = decoder_dense(decoder_outputs)

seq2seq = keras.Model([encoder_inputs, decoder_inputs], decoder_outputs)
